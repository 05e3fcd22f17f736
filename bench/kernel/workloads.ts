import type { Goal, Workload } from "../measure.ts";
import { calibrated, contender, contenders, type Counts } from "./contender.ts";
import { fairnessWorkloads } from "./fairness.ts";
import { openKernelStage } from "./kernel_stage.ts";
import { memoryWorkloads } from "./memory.ts";
import { LIBRARIES, LIBRARIES_IN_BURSTS, PLATFORM } from "./peers.ts";
import { openGlobalRingStage, openRingStage } from "./ring_stage.ts";
import type { OpenStage, Stage } from "./stage.ts";

/** Erlang/OTP 25 with one scheduler, measured on a machine like this one. */
const ERLANG = "Erlang/OTP 25";

/** Room for all messages of a deep run at once. */
const DEEP_CAPACITY = 524_288;

type JobName =
  | "fanIn"
  | "fanInDeep"
  | "pingPong"
  | "ask"
  | "spawn"
  | "pipeline"
  | "publish";

interface JobSpec {
  readonly workload: string;
  readonly unit: string;
  readonly job: JobName;
  readonly counts: Counts;
  readonly ours?: OpenStage;
  readonly floor?: OpenStage;
  readonly peers?: Readonly<Record<string, OpenStage>>;
  readonly floors?: Readonly<Record<string, OpenStage>>;
  readonly erlang?: number;
  readonly goals?: readonly Goal[];
}

const JOBS: readonly JobSpec[] = [
  {
    workload: "fan_in_8_to_1",
    unit: "messages/s",
    job: "fanIn",
    counts: { first: 8_000, most: 2_000_000 },
    peers: LIBRARIES_IN_BURSTS,
    floors: PLATFORM,
    erlang: 6_200_000,
    goals: [
      { against: "floor", min: 0.6 },
      { against: "effect", min: 3 },
      { against: "nact", min: 10 },
      { against: ERLANG, min: 1 },
    ],
  },
  {
    workload: "fan_in_deep",
    unit: "messages/s",
    job: "fanInDeep",
    counts: { first: 400_000, most: 400_000 },
    ours: () => openKernelStage({ capacity: DEEP_CAPACITY }),
    peers: {},
    goals: [{ against: "floor", min: 0.6 }],
  },
  {
    workload: "ping_pong",
    unit: "messages/s",
    job: "pingPong",
    counts: { first: 4_000, most: 1_000_000 },
    floors: PLATFORM,
    erlang: 2_900_000,
    goals: [
      { against: "floor", min: 0.6 },
      { against: "xstate transition", min: 2 },
      { against: ERLANG, min: 1 },
    ],
  },
  {
    workload: "ask",
    unit: "asks/s",
    job: "ask",
    counts: { first: 2_000, most: 300_000 },
    erlang: 870_000,
    goals: [
      { against: "effect", min: 5 },
      { against: "nact", min: 5 },
      { against: ERLANG, min: 1 },
    ],
  },
  {
    workload: "spawn",
    unit: "actors/s",
    job: "spawn",
    counts: { first: 20_000, most: 20_000 }, // The same for all: what is alive makes garbage collection slow.
    erlang: 340_000,
    goals: [{ against: "nact", min: 3 }, { against: ERLANG, min: 1 }],
  },
  {
    workload: "pipeline",
    unit: "ticks/s",
    job: "pipeline",
    counts: { first: 2_000, most: 100_000 },
    floor: openGlobalRingStage,
    peers: LIBRARIES_IN_BURSTS,
    floors: { "ring per actor": openRingStage, ...PLATFORM },
    goals: [
      { against: "floor", min: 0.6 },
      { against: "nact", min: 12 },
      { against: "effect", min: 25 },
    ],
  },
  {
    workload: "publish_to_8",
    unit: "events/s",
    job: "publish",
    counts: { first: 2_000, most: 200_000 },
    peers: {},
  },
];

/** Returns the workloads of the actor kernel: beside bare rings, libraries, what the platform has, and itself. */
export async function kernelWorkloads(): Promise<readonly Workload[]> {
  const workloads: Workload[] = [];
  for (const spec of JOBS) workloads.push(await jobWorkload(spec));
  return [
    ...workloads,
    ...await fairnessWorkloads(),
    ...await memoryWorkloads(),
  ];
}

async function jobWorkload(spec: JobSpec): Promise<Workload> {
  const { workload, unit, job, counts, erlang, goals = [] } = spec;
  const run = calibrated<Stage>(
    (jobs, stage, count) => jobs[job](stage, count),
    counts,
  );
  return {
    bench: "kernel",
    workload,
    unit,
    ours: await contender(spec.ours ?? openKernelStage, run),
    floor: await contender(spec.floor ?? openRingStage, run),
    peers: await contenders(spec.peers ?? LIBRARIES, run),
    ...(spec.floors === undefined
      ? {}
      : { floors: await contenders(spec.floors, run) }),
    ...(erlang === undefined ? {} : { anchors: { [ERLANG]: erlang } }),
    goals,
  };
}
