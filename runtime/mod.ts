/**
 * The actor kernel: typed refs, bounded mailboxes, and supervision as data.
 *
 * ## The supervision contract
 *
 * Each point has one test of its number in `supervision_test.ts`.
 *
 * 1. **Order.** Children start first to last, each once the one before runs, and stop last to first. A stop waits
 *    `shutdownMs` for the running handler and the drain; then the incarnation is abandoned: its `abortSignal` is
 *    aborted, its message in flight is a dead letter, and so is whatever it still sends through its context (its own
 *    ref, and refs that it bound with `context.bind`). A promise cannot be killed: it runs on, but nothing of it counts.
 * 2. **Who restarts.** `one_for_one` restarts the failed child, `rest_for_one` also those after it, `one_for_all` all.
 *    `permanent` children are always restarted, `transient` ones when they failed, `temporary` ones never. A child that
 *    has ended stays ended, also when its siblings are restarted.
 * 3. **How often.** More than `intensity` restarts within `periodMs`, over all children, and the supervisor stops its
 *    children in reverse and fails upward. Mailboxes are kept until somebody above decides: a restarted supervisor
 *    starts the same actors again; when the root gives up, everything ends.
 * 4. **Failing starts.** A first start that fails, fails the start of its supervisor, and so on up to `start()`. A
 *    restart that fails counts as one more restart. Each attempt goes through the supervisor's inbox, so that a stop
 *    gets in between.
 * 5. **Restart.** Ref, mailbox and stash stay. The message that failed is a dead letter (`failed`) and is not tried
 *    again. State is rebuilt by `start` and `recover`, the same code as at a cold boot; those that are started together, the
 *    whole tree or a group, and are `isMadeAhead` are made before the first of them recovers. An incarnation gets
 *    `pre_restart` when a restart follows, else `post_stop`, never both; an abandoned one gets neither.
 * 6. **Meanwhile.** Messages that arrive during a backoff or an asynchronous start wait in the bounded mailbox; those
 *    that do not fit follow its overflow strategy.
 * 7. **Signals** have their own lane: none is lost, and they come before messages. `terminated` comes exactly once per
 *    watch, also when the target had ended before. Watches end with the incarnation that asked for them.
 * 8. **Bad input is no failure.** A handler denies it or replies; it throws for broken invariants and lost resources
 *    only. So a reply that says no costs no restart.
 * 9. **One at a time.** A handler is never re-entered: while its promise is pending, messages and signals wait. Slow
 *    work is piped to self; its outcome comes ahead of the mailbox and cannot overflow.
 * 10. **Taps close first.** Consumers are listed before producers. A stop in reverse ends the producers, then lets each
 *    consumer drain what they sent. `context.stop()` and a failure do not drain.
 *
 * ## Overflow
 *
 * What does not fit is counted and a dead letter (`overflow`), except what `conflate` replaces. Under `backpressure`,
 * `offer` waits for room; `tell`, which never waits, loses its message, and the sender does not fail: senders that must
 * not lose use `offer` or `ask`. Under `fail`, the receiver fails. An `ask` that does not fit rejects at once.
 *
 * ## What can be seen
 *
 * `ActorSystem.inspect()` tells depth, age, counts and failures of each actor, always. Off unless asked for:
 * `timesHandlers` adds how long handlers take, and a `Tracer` follows messages from cause to effect. Both together cost
 * about a fifth of the throughput of actors that do nothing else (`deno task bench kernel`).
 *
 * @module
 */
export * from "./actor.ts";
export * from "./actor_system.ts";
export * from "./actor_system_options.ts";
export { assert, assertNever, toError } from "./assert.ts";
export { Backoff, type BackoffOptions } from "./backoff.ts";
export * from "./child_spec.ts";
export {
  afterEventLoopTurn,
  type CancelTimer,
  type Clock,
  SystemClock,
} from "./clock.ts";
export * from "./dead_letters.ts";
export * from "./dispatcher.ts";
export * from "./errors.ts";
export * from "./event_bus.ts";
export type { HandlerTimeSummary } from "./handler_times.ts";
export type { ActorInspection, ActorStatus } from "./inspection.ts";
export type { ActorFailure } from "./kernel.ts";
export {
  LiveDispatcher,
  type LiveDispatcherOptions,
} from "./live_dispatcher.ts";
export * from "./mailbox.ts";
export * from "./manual_dispatcher.ts";
export { type Random, SystemRandom } from "./random.ts";
export * from "./script.ts";
export * from "./seeded_dispatcher.ts";
export * from "./seeded_random.ts";
export * from "./simulated_clock.ts";
export type { Supervisor } from "./supervisor.ts";
export * from "./test_probe.ts";
export * from "./test_system.ts";
export * from "./tracer.ts";
