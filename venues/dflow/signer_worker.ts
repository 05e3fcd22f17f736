/// <reference lib="deno.worker" />
import { serveSigner } from "../signer/serve_signer.ts";
import { DFLOW_SIGNING } from "./signing.ts";

/** The worker that signs Solana transactions. */

serveSigner(DFLOW_SIGNING);
