import type { Workload } from "../measure.ts";
import { contender, contenders, type Jobs } from "./contender.ts";
import { openKernelStage } from "./kernel_stage.ts";
import { LIBRARIES, QUEUEING } from "./peers.ts";
import { openRingStage } from "./ring_stage.ts";
import type { Stage } from "./stage.ts";

const ACTORS = 20_000;
const IDLE_ACTORS = 100_000;
const MESSAGES = 100_000;
const QUEUE_CAPACITY = 131_072;

/** Returns what actors and waiting messages cost in memory: heap after garbage collection, each by count. */
export async function memoryWorkloads(): Promise<readonly Workload[]> {
  return [
    {
      bench: "kernel",
      workload: "bytes_per_actor",
      unit: "bytes",
      isCost: true,
      ours: await contender(openKernelStage, bytesPerActor(ACTORS)),
      floor: await contender(openRingStage, bytesPerActor(ACTORS)),
      peers: await contenders(LIBRARIES, bytesPerActor(ACTORS / 4)),
      anchors: { "Erlang/OTP 25": 2_649 },
      goals: [{ against: "value", max: 500 }],
    },
    {
      bench: "kernel",
      workload: "bytes_per_actor_of_100000",
      unit: "bytes",
      isCost: true,
      ours: await contender(openKernelStage, bytesPerActor(IDLE_ACTORS)),
      floor: await contender(openRingStage, bytesPerActor(IDLE_ACTORS)),
      peers: {},
      goals: [{ against: "value", max: 500 }],
    },
    {
      bench: "kernel",
      workload: "bytes_per_queued_message",
      unit: "bytes",
      isCost: true,
      ours: await contender(
        () => openKernelStage({ capacity: QUEUE_CAPACITY }),
        bytesPerMessage,
      ),
      floor: await contender(openRingStage, bytesPerMessage),
      peers: await contenders(QUEUEING, bytesPerMessage),
    },
  ];
}

function bytesPerActor(count: number) {
  return (jobs: Jobs, stage: Stage) => jobs.actorBytes(stage, count);
}

function bytesPerMessage(jobs: Jobs, stage: Stage): Promise<number> {
  return jobs.messageBytes(stage, MESSAGES);
}
