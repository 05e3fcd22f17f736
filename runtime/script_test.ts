import { assertEquals, assertRejects } from "@std/assert";
import { after, script } from "./script.ts";

type Message =
  | { readonly kind: "ring" }
  | { readonly kind: "snooze"; readonly ms: number }
  | { readonly kind: "fetch" }
  | { readonly kind: "fetched"; readonly text: string }
  | { readonly kind: "break" }
  | { readonly kind: "wait" }
  | { readonly kind: "leave" };

function play(messages: Parameters<typeof script<Message>>[1]) {
  return script<Message>((context, probe) => {
    const bell = probe<string>("bell");
    return {
      receive(message) {
        switch (message.kind) {
          case "ring":
            return bell.tell(`ring ${context.incarnation}`);
          case "snooze":
            return void context.schedule({ kind: "ring" }, message.ms);
          case "fetch":
            return context.pipeToSelf(
              Promise.resolve("news"),
              (text) => ({ kind: "fetched", text }),
              () => ({ kind: "break" }),
            );
          case "fetched":
            return bell.tell(message.text);
          case "break":
            throw new Error("Broken by the test");
          case "wait":
            return context.stash(message);
          case "leave":
            return context.stop();
        }
      },
    };
  }, messages);
}

const RUNG = { kind: "told", to: "bell", message: "ring 1" } as const;

Deno.test("script() returns what an actor told its probes, in order", async () => {
  assertEquals(await play([{ kind: "ring" }, { kind: "ring" }]), [RUNG, RUNG]);
});

Deno.test("script() returns what was scheduled, and plays it only once its time has come", async () => {
  const snooze = { kind: "snooze", ms: 500 } as const;
  const scheduled = {
    kind: "scheduled",
    message: { kind: "ring" },
    delayMs: 500,
  } as const;
  assertEquals(await play([snooze, after(499)]), [scheduled]);
  assertEquals(await play([snooze, after(500)]), [scheduled, RUNG]);
});

Deno.test("script() plays what was piped to self before the next message", async () => {
  assertEquals(await play([{ kind: "fetch" }, { kind: "ring" }]), [
    { kind: "told", to: "bell", message: "news" },
    RUNG,
  ]);
});

Deno.test("script() returns failures, and the next message finds the next incarnation, however many fail", async () => {
  const failed = { kind: "failed", error: "Broken by the test" } as const;
  const effects = await play([
    ...Array.from({ length: 5 }, () => ({ kind: "break" }) as const),
    { kind: "ring" },
  ]);
  assertEquals(effects.slice(0, 5), Array.from({ length: 5 }, () => failed));
  assertEquals(effects[5], { ...RUNG, message: "ring 6" });
});

Deno.test("script() returns what was stashed and that an actor wants to stop", async () => {
  assertEquals(await play([{ kind: "wait" }, { kind: "leave" }]), [
    { kind: "stashed", message: { kind: "wait" } },
    { kind: "stopped" },
  ]);
});

Deno.test("script() returns what was asked and offered like what was told", async () => {
  const effects = await script<string>((_context, probe) => ({
    receive(word) {
      const other = probe<string>("other");
      void other.offer(`offered ${word}`);
      void other.ask<string>(() => `asked ${word}`, { deadlineMs: 1 });
    },
  }), ["once"]);
  assertEquals(effects, [
    { kind: "told", to: "other", message: "offered once" },
    { kind: "told", to: "other", message: "asked once" },
  ]);
});

Deno.test("script() rejects with the error of a first start that fails", async () => {
  await assertRejects(
    () =>
      script<string>(() => {
        throw new Error("Refused by the test");
      }, []),
    Error,
    "Refused by the test",
  );
});
