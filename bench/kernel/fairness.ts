import { quantile, type Workload } from "../measure.ts";
import { contender, type Jobs } from "./contender.ts";
import { type KernelStage, openKernelStage } from "./kernel_stage.ts";
import type { Stage } from "./stage.ts";

const SATURATING_MESSAGES = 10_000_000;
const IDLE_MS = 200;
const DEEP = 100_000;
const SHALLOW = 10;
const DEPTH_MESSAGES = 400_000;
const DEPTH_CAPACITY = 131_072;
const TICKS = 150_000;

/** Returns what the kernel's politeness, depth and observation cost: ours beside ours without them. */
export async function fairnessWorkloads(): Promise<readonly Workload[]> {
  const withoutYield = () =>
    openKernelStage({ dispatcher: { sliceMs: Infinity } });
  const observed = () => openKernelStage({ isObserved: true });
  const deep = () => openKernelStage({ capacity: DEPTH_CAPACITY });
  return [
    {
      bench: "kernel",
      workload: "saturated_beside_no_yield",
      unit: "messages/s",
      ours: await contender(openKernelStage, saturatedRate),
      floor: await contender(withoutYield, saturatedRate),
      peers: {},
      goals: [{ against: "floor", min: 0.9 }],
    },
    {
      bench: "kernel",
      workload: "saturated_timer_lateness_p99_beside_idle",
      unit: "ms",
      isCost: true,
      ours: await contender(openKernelStage, saturatedLateness),
      floor: await contender(openKernelStage, idleLateness),
      peers: {},
      goals: [{ against: "value", max: 1 }],
    },
    {
      bench: "kernel",
      workload: "depth_100000_beside_10",
      unit: "messages/s",
      ours: await contender(deep, fillAndDrain(DEEP)),
      floor: await contender(deep, fillAndDrain(SHALLOW)),
      peers: {},
      goals: [{ against: "floor", min: 0.333 }],
    },
    {
      bench: "kernel",
      workload: "pipeline_observed_beside_not",
      unit: "ticks/s",
      ours: await contender(observed, observedPipeline),
      floor: await contender(openKernelStage, observedPipeline),
      peers: {},
      goals: [{ against: "floor", min: 0.75 }],
    },
  ];
}

function saturatedRate(jobs: Jobs, stage: Stage): Promise<number> {
  return jobs.saturate(stage, SATURATING_MESSAGES, () => {});
}

async function saturatedLateness(jobs: Jobs, stage: Stage): Promise<number> {
  const lateMs: number[] = [];
  await jobs.saturate(stage, SATURATING_MESSAGES, (ms) => lateMs.push(ms));
  return quantile(lateMs, 0.99);
}

async function idleLateness(jobs: Jobs): Promise<number> {
  const lateMs: number[] = [];
  const stop = jobs.timeTimers((ms) => lateMs.push(ms));
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  stop();
  return quantile(lateMs, 0.99);
}

function fillAndDrain(depth: number) {
  return (jobs: Jobs, stage: Stage) =>
    jobs.fillAndDrain(stage, { count: DEPTH_MESSAGES, depth });
}

async function observedPipeline(
  jobs: Jobs,
  stage: KernelStage,
): Promise<number> {
  const rate = await jobs.pipeline(stage, TICKS);
  stage.system.inspect();
  return rate;
}
