import type { Page, PlainDate } from "@muster/connector-sdk";
import { type FieldMapping, mapPage } from "@muster/roster";
import { encodeStaged, type Erasures, type Lease, sift, type Store, stageGroup } from "@muster/store";
import { addFill } from "./read-fill.ts";
import { afterPage, type ReadState } from "./read-state.ts";

/** A group is committed as soon as it holds this many people or is this old, whichever comes first. */
const GROUP_PEOPLE = 20_000;
const GROUP_MS = 1_500;

/** Maps pages and commits them in groups, one commit under way while the next group is being mapped. */
export interface Stager {
  /** Maps a page; waits only while two groups are full. */
  add(page: Page): Promise<void>;
  /** Commits what there is and waits for it. Throws what any commit threw. */
  kept(): Promise<ReadState>;
  /** After a failure: nothing further is committed. Waits for the commit under way. */
  abandon(): Promise<void>;
}

interface Group {
  chunks: Buffer[];
  present: number;
}

const emptyGroup = (): Group => ({ chunks: [], present: 0 });

export interface StagerInput {
  store: Store;
  lease: Lease;
  mapping: FieldMapping;
  asOf: PlainDate;
  from: ReadState;
  /** Undefined: nobody was erased. */
  erasures: Erasures | undefined;
  /** Told when a commit failed, so that the read stops at once. */
  onFailure: (error: unknown) => void;
}

export function createStager(input: StagerInput): Stager {
  let state = input.from;
  let group = emptyGroup();
  let dirty = false;
  let commits: Promise<void> = Promise.resolve();
  let failure: { error: unknown } | undefined;
  let timer: NodeJS.Timeout | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (!dirty) return;
    const [full, upTo] = [group, state];
    group = emptyGroup();
    dirty = false;
    commits = commits.then(async () => {
      if (failure) return;
      try {
        await commit(input, full, upTo);
      } catch (error) {
        failure = { error };
        input.onFailure(error);
      }
    });
  };

  return {
    async add(page) {
      const mapped = mapPage(page, input.mapping, input.asOf);
      const issues = mapped.rejected.map(({ externalId, path, issue }) => ({
        externalId,
        issue: `${path}: ${issue}`,
      }));
      const people = sift(input.erasures, { employees: mapped.employees, rejected: issues });
      const { chunks, present } = encodeStaged(input.lease, people);
      group.chunks.push(...chunks);
      group.present += present;
      state = {
        ...afterPage(state, page, mapped.nameless.length),
        fill: addFill(state.fill, people.employees),
      };
      dirty = true;
      timer ??= setTimeout(flush, GROUP_MS);
      if (group.present >= GROUP_PEOPLE) {
        const earlier = commits;
        flush();
        await earlier;
      }
    },
    async kept() {
      flush();
      await commits;
      if (failure) throw failure.error;
      return state;
    },
    async abandon() {
      clearTimeout(timer);
      await commits;
    },
  };
}

async function commit(input: StagerInput, group: Group, state: ReadState): Promise<void> {
  await stageGroup(input.store, input.lease, {
    ...group,
    checkpoint: state,
    people: state.people,
    total: state.total,
  });
}
