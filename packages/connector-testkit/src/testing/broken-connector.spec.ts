import { startVendor } from "@muster/simulators";
import { testConnector } from "../test-connector.ts";
import { carelessConnector } from "./careless-connector.ts";
import { goodDelivery } from "./plain-hr/delivery.ts";
import { plainHr } from "./plain-hr/vendor.ts";

// Named so that only the test that reads its failures runs it.
testConnector(
  carelessConnector([
    "anyHost",
    "looseSettings",
    "noHelp",
    "accountIsTheKey",
    "badListIsEmpty",
    "failureIsTheEnd",
    "noTotal",
    "startsOver",
    "namelessAreSkipped",
    "withheldIsEmpty",
    "oddStatusIsLeft",
    "leaveIsLeft",
    "failureIsNotFound",
    "lateWatermark",
    "failureIsNoChange",
    "changesAreCounted",
    "anySignature",
    "parsesFirst",
    "fewChecks",
    "noFix",
    "manySamples",
    "ownIsUnread",
  ]),
  {
    simulator: (employees) => startVendor(plainHr(), { employees, seed: 4, today: "2026-05-01" }),
    delivery: goodDelivery(),
  },
);
