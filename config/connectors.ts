import { bamboohr } from "@muster/connector-bamboohr";
import { hibob } from "@muster/connector-hibob";
import { personio } from "@muster/connector-personio";
import { rippling } from "@muster/connector-rippling";
import type { Connector } from "@muster/connector-sdk";
import { workday } from "@muster/connector-workday";

/** The installed connectors, one line each. A connector of another author is a package named here. */
export const installedConnectors: readonly Connector[] = [bamboohr, hibob, personio, rippling, workday];
