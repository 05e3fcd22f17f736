/// <reference lib="deno.worker" />
import { serveSigner } from "../signer/serve_signer.ts";
import { POLYMARKET_SIGNING } from "./signing.ts";

/** The worker that signs for Polymarket. */

serveSigner(POLYMARKET_SIGNING);
