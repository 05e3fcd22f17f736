/**
 * Signs what a venue wants signed, with one key that nobody here can read: it is in a worker of its own.
 *
 * Each venue has its own requests and answers; whoever builds a request relies on the worker to sign nothing
 * that is not one.
 */
export interface Signer<in Request, out Signed> {
  /** Who signs, as the venue and everybody else knows them: a key id or an address. */
  readonly identity: string;
  /**
   * Signs one request.
   *
   * @throws {FatalVenueError} If the signer is gone, or refuses: nothing was signed and nothing will be.
   * @throws {TransientVenueError} If it did not answer in time.
   */
  sign(request: Request): Promise<Signed>;
}
