import {
  type Address,
  concatHex,
  hashDomain,
  hashStruct,
  hashTypedData,
  type Hex,
  stringToHex,
} from "viem";
import type { LocalAccount } from "viem/accounts";
import { EMPTY_WORD } from "./empty_word.ts";
import { type ExchangeChoice, exchangeDomain } from "./exchange_contract.ts";
import type { TokenSide } from "./outcome_token.ts";

/** How an account's orders are signed: by its own key, for one of two older wallets, or for a deposit wallet. */
export const SIGNATURE_TYPES = [0, 1, 2, 3] as const;
/** One of `SIGNATURE_TYPES`: EOA, proxy, Safe, deposit wallet. */
export type SignatureType = typeof SIGNATURE_TYPES[number];
const DEPOSIT_WALLET = 3;

/** An order as it is signed. Amounts are in millionths of what they are of. */
export interface OrderMessage {
  readonly salt: bigint;
  /** Who pays and gets paid. */
  readonly maker: Address;
  readonly signer: Address;
  readonly tokenId: bigint;
  readonly makerAmount: bigint;
  readonly takerAmount: bigint;
  readonly side: TokenSide;
  readonly signatureType: SignatureType;
  /** Unix milliseconds. */
  readonly timestamp: bigint;
  readonly metadata: Hex;
  readonly builder: Hex;
}

const ORDER_FIELDS = [
  { name: "salt", type: "uint256" },
  { name: "maker", type: "address" },
  { name: "signer", type: "address" },
  { name: "tokenId", type: "uint256" },
  { name: "makerAmount", type: "uint256" },
  { name: "takerAmount", type: "uint256" },
  { name: "side", type: "uint8" },
  { name: "signatureType", type: "uint8" },
  { name: "timestamp", type: "uint256" },
  { name: "metadata", type: "bytes32" },
  { name: "builder", type: "bytes32" },
] as const;
const ORDER_TYPES = { Order: ORDER_FIELDS } as const;
const ORDER_TYPE_TEXT = `Order(${
  ORDER_FIELDS.map(({ type, name }) => `${type} ${name}`).join(",")
})`;
/** What a deposit wallet checks: the order, and for which wallet it is. */
const WALLET_FIELDS = [
  { name: "contents", type: "Order" },
  { name: "name", type: "string" },
  { name: "version", type: "string" },
  { name: "chainId", type: "uint256" },
  { name: "verifyingContract", type: "address" },
  { name: "salt", type: "bytes32" },
] as const;
const DOMAIN_FIELDS = [
  { name: "name", type: "string" },
  { name: "version", type: "string" },
  { name: "chainId", type: "uint256" },
  { name: "verifyingContract", type: "address" },
] as const;

/** Returns the hash of an order, which is the id by which Polymarket knows it. */
export function orderHash(order: OrderMessage, choice: ExchangeChoice): Hex {
  return hashTypedData({
    domain: exchangeDomain(choice),
    types: ORDER_TYPES,
    primaryType: "Order",
    message: messageOf(order),
  });
}

/** Signs an order, in the way that its signature type asks for. */
export async function signOrder(
  account: LocalAccount,
  order: OrderMessage,
  choice: ExchangeChoice,
): Promise<Hex> {
  const domain = exchangeDomain(choice);
  const message = messageOf(order);
  if (order.signatureType !== DEPOSIT_WALLET) {
    return await account.signTypedData({
      domain,
      types: ORDER_TYPES,
      primaryType: "Order",
      message,
    });
  }
  const inner = await account.signTypedData({
    domain,
    types: { TypedDataSign: WALLET_FIELDS, Order: ORDER_FIELDS },
    primaryType: "TypedDataSign",
    message: {
      contents: message,
      name: "DepositWallet",
      version: "1",
      chainId: BigInt(choice.chainId),
      verifyingContract: order.maker,
      salt: EMPTY_WORD,
    },
  });
  return concatHex([
    inner,
    hashDomain({
      domain: { ...domain, chainId: BigInt(domain.chainId) },
      types: { EIP712Domain: DOMAIN_FIELDS },
    }),
    hashStruct({ data: message, types: ORDER_TYPES, primaryType: "Order" }),
    stringToHex(ORDER_TYPE_TEXT),
    lengthWord(ORDER_TYPE_TEXT.length),
  ]);
}

function messageOf({ side, ...order }: OrderMessage) {
  return { ...order, side: side === "BUY" ? 0 : 1 };
}

/** The length of the order's type in two bytes. */
function lengthWord(length: number): Hex {
  return `0x${length.toString(16).padStart(4, "0")}`;
}
