/// <reference lib="deno.worker" />
import { serveSigner } from "../signer/serve_signer.ts";
import { KALSHI_SIGNING } from "./signing.ts";

/** The worker that signs requests to Kalshi. */

serveSigner(KALSHI_SIGNING);
