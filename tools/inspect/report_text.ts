import {
  AGREEMENT_CLASSES,
  AGREEMENT_WINDOW_MS,
  type AgreementClass,
  type AgreementReport,
} from "./agreement.ts";
import type { InspectionReport } from "./inspection.ts";

/** Returns the report for people; the last line is `parsed N, rejected N`. */
export function reportText(report: InspectionReport): string {
  const lines = Object.entries(report.kinds).map(([kind, count]) =>
    `${grouped(count).padStart(11)}  ${kind}`
  );
  if (report.from !== null) {
    lines.push(`from ${report.from} until ${report.until}`);
  }
  lines.push(
    `sequence gaps ${report.gaps}, underflows ${report.underflows}, crossings ${report.crossings}`,
  );
  if (report.blockTrades > 0) {
    lines.push(
      `block trades ${report.blockTrades}, left out as no prints of the book`,
    );
  }
  if (report.agreement !== null) {
    lines.push(...agreementLines(report.agreement));
  }
  for (const { place, message } of report.rejections) {
    lines.push(`${place}: ${message}`);
  }
  const hidden = report.rejected - report.rejections.length;
  if (hidden > 0) lines.push(`and ${grouped(hidden)} more rejections`);
  lines.push(`parsed ${report.parsed}, rejected ${report.rejected}`);
  return lines.join("\n");
}

function agreementLines(agreement: AgreementReport): readonly string[] {
  const { tickers, classes, medianMs, maxMs } = agreement;
  const lines = [
    `best bid and ask of book and ticker: ${classes.equal} of ${tickers} equal, ${
      percent(classes.equal, tickers)
    }`,
  ];
  for (const [key, meaning] of Object.entries(AGREEMENT_CLASSES)) {
    const count = classes[key as AgreementClass];
    if (count > 0) lines.push(`${grouped(count).padStart(11)}  ${meaning}`);
  }
  if (medianMs !== null) {
    lines.push(
      `the rest is off by ${medianMs} ms in the median and ${maxMs} ms at most (looked for within ${AGREEMENT_WINDOW_MS} ms)`,
    );
  }
  return lines;
}

function percent(part: number, whole: number): string {
  return `${(100 * part / whole).toFixed(2)} %`;
}

function grouped(count: number): string {
  return count.toLocaleString("en-US");
}
