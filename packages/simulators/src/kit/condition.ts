/** A word of a condition such as `status eq 'ACTIVE' and id in ('1','2')`. */
export interface Token {
  text: string;
  /** In single quotes, so no word of the grammar. */
  quoted: boolean;
}

/** The words of a condition, brackets and commas among them; undefined where a quote is not closed. */
export function tokensOf(text: string): Token[] | undefined {
  const tokens: Token[] = [];
  let rest = text.trim();
  while (rest !== "") {
    const [whole, quoted, plain] = /^(?:'((?:[^']|'')*)'|([(),]|[^\s(),']+))\s*/.exec(rest) ?? [];
    if (whole === undefined) return undefined;
    tokens.push({ text: quoted?.replaceAll("''", "'") ?? plain ?? "", quoted: quoted !== undefined });
    rest = rest.slice(whole.length);
  }
  return tokens;
}

/** The parts between each `word`. */
export function splitAt(tokens: readonly Token[], word: string): Token[][] {
  const parts: Token[][] = [[]];
  for (const token of tokens) {
    if (isWord(token, word)) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

export function isWord({ text, quoted }: Token, word: string): boolean {
  return text === word && !quoted;
}

/** The texts of `('a','b')`; undefined for what is no such list. */
export function listOf(tokens: readonly Token[]): string[] | undefined {
  const punctuation = tokens.filter(({ quoted }) => !quoted).map(({ text }) => text);
  const values = tokens.filter(({ quoted }) => quoted).map(({ text }) => text);
  return /^\(,*\)$/.test(punctuation.join("")) && values.length > 0 ? values : undefined;
}
