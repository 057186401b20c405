import { hash } from "./hash.ts";
import { TRAIT } from "./traits.ts";

// "name|latin" where the latin form cannot be had by dropping accents.
const FIRST_NAMES = parseNames(`
  Ada, Aisha, Alejandro, Amara, Anaïs, Anders, Anne-Marie, Arjun, Astrid, Ayşe, Beatriz, Benedikt, Björn,
  Bronwen, Caleb, Camila, Carmen, Chidi, Chloé, Ciarán, Clara, Daniel, Deepa, Dmitri, Dominik, Edith, Elif,
  Emeka, Émile, Esther, Fatima, Felix, Fernando, Fiona, Françoise, Freya, Gabriel, Giulia, Grace, Gustav,
  Hana, Harriet, Hassan, Helena, Hugo, Ibrahim, Ines, Ingrid, Iqbal, Isla, Jakub, Jamal, Jasmine, Jürgen,
  Joanna, José, Kaito, Karolína, Kenji, Kofi, Lakshmi, Leïla, Liam, Linnea, Łukasz, Lucia, Magnus, Maja,
  Marek, Mateo, Mei, Miguel, Mira, Mohammed, Nadia, Naomi, Nils, Niamh, Noor, Olivia, Omar, Oscar, Paolo,
  Petra, Priya, Quentin, Rafael, Renée, Rosa, Rubén, Samira, Seán, Sigrún, Søren, Stella, Sunita, Tamara,
  Tariq, Théo, Tobias, Tomás, Uma, Valentina, Viktor, Wanjiru, Weronika, Xavier, Yara, Yusuf, Zoë, Zuzana,
  Олена|olena, 美咲|misaki, Þóra|thora
`);

const LAST_NAMES = parseNames(`
  Abara, Adeyemi, Almeida, Andersson, Aoki, Araújo, Bakker, Banerjee, Baptiste, Barros, Becker, Bergström,
  Bianchi, Boateng, Brennan, Brandt, Çelik, Castillo, Chaudhry, Chen, Cohen, Côté, Dahl, Da Silva, Delacroix,
  Demir, Diallo, Dvořák, Eriksen, Espinoza, Esposito, Farouk, Fernández, Fischer, Fitzgerald, Fontaine,
  Forsberg, Fujimoto, Gallagher, García, Gonçalves, Grünwald, Gupta, Haddad, Halvorsen, Hansen, Hernández,
  Hoang, Holm, Horvat, Hughes, Ibarra, Ivanova, Iyer, Jansen, Jensen, Johansson, Jung, Kapoor, Karlsson,
  Kaya, Keita, Khan, Kim, Kovač, Kowalska, Krüger, Kumar, Larsen, Lefèvre, Lindqvist, López, Lund, MacLeod,
  Maier, Malik, Marchetti, Martínez, Mbeki, Mensah, Meyer, Moreau, Morgan, Müller, Murphy, Mwangi, Nakamura,
  Navarro, Ndiaye, Nguyễn, Nielsen, Novák, Nowak, O'Brien, Okafor, Okonkwo, Oliveira, Olsen, Ortega, Özdemir,
  Papadopoulos, Park, Patel, Peña, Pereira, Petrov, Pham, Pires, Popescu, Quispe, Rahman, Ramírez, Rasmussen,
  Reyes, Ricci, Rossi, Ruiz, Saito, Sánchez, Santos, Schäfer, Schmidt, Shah, Sharma, Silva, Smith-Jones,
  Sokolov, Sørensen, Suzuki, Świątek, Tanaka, Teixeira, Thakur, Thompson, Torres, Tran, Uzun, Van den Berg,
  Vargas, Vasquez, Virtanen, Vogel, Wagner, Walsh, Wang, Weiß, Wójcik, Yamada, Yıldız, Zanetti, Zhou,
  Шевченко|shevchenko, 小林|kobayashi, Åkesson|aakesson
`);

const SHORT_NAMES = ["Alex", "Bo", "Dee", "Jo", "Kit", "Max", "Mo", "Ren", "Sam", "TJ", "Zé"];
const COMBINATIONS = FIRST_NAMES.length * LAST_NAMES.length;

interface Name {
  /** Its place in a shuffled list. */
  lot: number;
  text: string;
  latin: string;
}

/** What a person is called, and the part before the @ of their address. */
export interface PersonName {
  firstName: string;
  /** Null for the one in 150 who has a single name. */
  lastName: string | null;
  preferredName: string | null;
  mailbox: string;
}

/**
 * The name of the n-th person. Numbers are spread over all pairs of names before a pair comes twice, and then
 * the mailbox gets a number: so it is unique, without a list of those taken.
 */
export function nameAt(seed: number, n: number): PersonName {
  const slot = (n * stride(seed) + (hash(seed, TRAIT.name) % COMBINATIONS)) % COMBINATIONS;
  const first = nameOf(FIRST_NAMES, slot % FIRST_NAMES.length);
  const last = nameOf(LAST_NAMES, Math.floor(slot / FIRST_NAMES.length));
  const preferredName =
    (n + hash(seed, TRAIT.preferredName)) % 9 === 0
      ? nameOf(SHORT_NAMES, hash(seed, TRAIT.preferredName, n) % SHORT_NAMES.length)
      : null;
  if (n % 150 === 37) {
    return { firstName: first.text, lastName: null, preferredName, mailbox: `${first.latin}${n}` };
  }
  const round = Math.floor(n / COMBINATIONS);
  const mailbox = `${first.latin}.${last.latin}${round === 0 ? "" : round + 1}`;
  return { firstName: first.text, lastName: last.text, preferredName, mailbox };
}

/** `text` in the letters an address may have: "Jürgen" → "jurgen"; "" where nothing is left. */
export function toLatin(text: string): string {
  return text
    .toLowerCase()
    .replace(/[øłßđıæ]/g, (letter) => ({ ø: "o", ł: "l", ß: "ss", đ: "d", ı: "i", æ: "ae" })[letter] ?? "")
    .normalize("NFD")
    .replace(/[^a-z0-9]/g, "");
}

function parseNames(list: string): Name[] {
  const names = list.split(",").map((entry, position) => {
    const [text = "", latin] = entry.trim().split("|");
    return { text: text.normalize("NFC"), latin: latin ?? toLatin(text), lot: hash(0, TRAIT.name, position) };
  });
  return names.toSorted((a, b) => a.lot - b.lot);
}

function nameOf<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new Error(`There is no name number ${index}`);
  return item;
}

/** A step that visits every pair: it shares no divisor with their number. */
function stride(seed: number): number {
  let step = Math.floor(COMBINATIONS / 3) + (hash(seed, TRAIT.name, 1) % Math.floor(COMBINATIONS / 3));
  while (divisor(step, COMBINATIONS) !== 1) step += 1;
  return step;
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}
