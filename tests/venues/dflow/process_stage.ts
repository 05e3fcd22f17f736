import { USDC_MINT } from "../../../venues/dflow/decode_market.ts";
import {
  ArenaProcess,
  BUSY,
  type Environment,
  TemporaryFolder,
} from "../../process/arena_process.ts";
import { FakeDflow } from "./fake_dflow.ts";
import { type FakeWallet, fakeWallet } from "./fake_wallet.ts";

/** What the wallet begins with, in micro-dollars. */
export const FUNDS = 1_000_000_000n;

/** A fake dflow with a verified wallet of a thousand dollars, for arenas that are processes on one folder. */
export class ProcessStage implements AsyncDisposable {
  readonly fake = new FakeDflow();
  readonly wallet: FakeWallet = fakeWallet(9);
  readonly #folder: TemporaryFolder;

  /** Use `open`. */
  constructor(folder: TemporaryFolder) {
    this.#folder = folder;
    this.fake.start();
    this.fake.parts = [40, 60];
    this.fake.verified.add(this.wallet.address);
    this.fake.chain.pay(this.wallet.address, USDC_MINT, FUNDS);
  }

  static async open(): Promise<ProcessStage> {
    return new ProcessStage(await TemporaryFolder.make());
  }

  /** Where the embedded database of the arena is. */
  get pgliteDir(): string {
    return `${this.#folder.path}/pglite`;
  }

  /** The settings of an arena that trades here. */
  get settings(): Environment {
    return this.fake.settings({ random: this.wallet.secret });
  }

  /** Starts an arena. `mode` is the only difference between paper and live. @param venue Settings of where it trades. */
  async start(
    mode: string,
    venue: Environment = this.settings,
  ): Promise<ArenaProcess> {
    return await ArenaProcess.start({
      ...BUSY,
      ARENA_DATA_DIR: this.#folder.path,
      ...venue,
      ARENA_MODE: mode,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.fake[Symbol.asyncDispose]();
    await this.#folder[Symbol.asyncDispose]();
  }
}
