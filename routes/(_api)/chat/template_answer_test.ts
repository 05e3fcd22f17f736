import { assertEquals, assertStringIncludes } from "@std/assert";
import { INITIAL } from "../sse_testing.ts";
import { ASKED_VIEW } from "./chat_testing.ts";
import { templateAnswer } from "./template_answer.ts";

const ANSWERS: readonly (readonly [question: string, answer: string])[] = [
  [
    "Who leads?",
    "By equity:\n1. Momentum: $1,100.00 (10.00 %)\n2. Momentum mini: $990.00 (-1.00 %)",
  ],
  [
    "Why did momentum buy?",
    "Momentum wanted to buy 10.00 YES at $0.56 or better in “Above 100,000?” (journal row 7). It said: “The mid rose.” Its probability of YES was 60.00 %, against the market's 50.00 %. The order is partially filled, 4.00 of 10.00 filled.",
  ],
  [
    "why did Momentum mini sell",
    "Momentum mini has no decision among the latest ones.",
  ],
  [
    "What is open?",
    "1 market is open: “Above 100,000?”.\n1 order is on the way or resting: Momentum 10.00 YES at $0.56.\nPositions at the bid: Momentum $40.00.",
  ],
  [
    "what did fees cost",
    "Paid so far:\nMomentum: $3.20 of fees, $0.00 for its model\nMomentum mini: $0.00 of fees, $0.00 for its model",
  ],
  [
    "How is momentum-mini doing?",
    "Momentum mini (rule-based) has $990.00, a return of -1.00 % after 0 fills and $0.00 of fees; 0 positions ended with a gain and 0 with a loss. It is halted: It lost 10 % in a day.",
  ],
  [
    "what was settled",
    "The latest settlements:\nMomentum: 4.00 YES of “Above 100,000?” paid $4.00, a profit of $1.80",
  ],
];

for (const [question, answer] of ANSWERS) {
  Deno.test(`templateAnswer() answers "${question}" from the view`, () => {
    assertEquals(templateAnswer(ASKED_VIEW, question), answer);
  });
}

Deno.test("templateAnswer() says what it can be asked where it does not understand", () => {
  const answer = templateAnswer(ASKED_VIEW, "<script>alert(1)</script>");
  assertStringIncludes(answer, "Without a model I can say who leads");
  assertEquals(answer.includes("script"), false);
});

Deno.test("templateAnswer() has an answer to everything before anything has happened", () => {
  for (const [question] of ANSWERS) {
    assertEquals(templateAnswer(INITIAL, question).length > 0, true, question);
  }
});
