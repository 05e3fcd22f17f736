import { encodeFunctionData, type Hex, keccak256, parseAbi } from "viem";
import type { LocalAccount } from "viem/accounts";
import { CONTRACTS } from "./exchange_contract.ts";
import { EMPTY_WORD } from "./empty_word.ts";
import type { RedemptionRequest } from "./schema/redemption.ts";
import type { PolymarketSigned } from "./signed.ts";

const TOKENS_ABI = parseAbi([
  "function redeemPositions(address collateralToken, bytes32 parentCollectionId, bytes32 conditionId, uint256[] indexSets)",
]);
const ADAPTER_ABI = parseAbi([
  "function redeemPositions(bytes32 conditionId, uint256[] amounts)",
]);
const ROUTER_ABI = parseAbi([
  "function redeem(bytes31 conditionId, uint256 outcomeIndex, uint256 amount)",
]);
/** The first outcome's set has bit 0, the second one's bit 1. */
const INDEX_SETS = [1n, 2n] as const;

/** A call of a contract. */
interface ContractCall {
  readonly to: Hex;
  readonly data: Hex;
}

/**
 * Returns the call that pays out a resolved market: by the ledger that its protocol keeps positions in.
 *
 * @throws {RangeError} If a market of protocol V2 is to pay both outcomes at once: it takes a call for each.
 */
export function redemptionCall(request: RedemptionRequest): ContractCall {
  const conditionId = request.conditionId as Hex;
  const yes = BigInt(request.yesAmount);
  const no = BigInt(request.noAmount);
  if (request.protocol === "v2") {
    if (yes > 0n && no > 0n) {
      throw new RangeError(
        `Cannot redeem ${conditionId} as one outcome must be redeemed at a time: current value is both`,
      );
    }
    return {
      to: CONTRACTS.router,
      data: encodeFunctionData({
        abi: ROUTER_ABI,
        functionName: "redeem",
        // The last byte names the outcome and is not part of the condition.
        args: [
          conditionId.slice(0, 64) as Hex,
          yes > 0n ? 0n : 1n,
          yes > 0n ? yes : no,
        ],
      }),
    };
  }
  if (request.negRisk) {
    return {
      to: CONTRACTS.negRiskAdapter,
      data: encodeFunctionData({
        abi: ADAPTER_ABI,
        functionName: "redeemPositions",
        args: [conditionId, [yes, no]],
      }),
    };
  }
  return {
    to: CONTRACTS.conditionalTokens,
    data: encodeFunctionData({
      abi: TOKENS_ABI,
      functionName: "redeemPositions",
      args: [CONTRACTS.collateral, EMPTY_WORD, conditionId, INDEX_SETS],
    }),
  };
}

/** Signs the transaction of a redemption; it carries no value and calls nothing but the redeeming contract. */
export async function signRedemption(
  account: LocalAccount,
  request: RedemptionRequest,
): Promise<Extract<PolymarketSigned, { kind: "redemption" }>> {
  if (account.signTransaction === undefined) {
    throw new RangeError(
      `Cannot sign a redemption as ${account.address} must sign transactions: current value is a key that does not`,
    );
  }
  const transaction = await account.signTransaction({
    type: "eip1559",
    chainId: request.chainId,
    nonce: request.nonce,
    gas: BigInt(request.gas),
    maxFeePerGas: BigInt(request.maxFeePerGas),
    maxPriorityFeePerGas: BigInt(request.maxPriorityFeePerGas),
    value: 0n,
    ...redemptionCall(request),
  });
  return { kind: "redemption", transaction, hash: keccak256(transaction) };
}
