/** A webhook's POST, ready to be sent: the signature goes with these very bytes. */
export interface Delivery {
  headers: Record<string, string>;
  body: string;
}
