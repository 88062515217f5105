// What the exercise says, in the reader's language: sentences from the page's data, names from the cell.

export class Words {
  /**
   * @param {{words: Record<string, string>, labels: Record<string, Record<string, string>>, icons: string,
   *   language: string}} data `words` have {names} in braces
   */
  constructor({ words, labels, icons, language }) {
    this.words = words;
    this.labels = labels;
    this.icons = icons;
    this.language = language;
    // In this country English has its days before its months, and no “PM”.
    this.locale = language === "en" ? "en-GB" : language;
  }

  has(key) {
    return key in this.words;
  }

  /** The sentence with this key; what it names in braces is taken from `values`. */
  say(key, values = {}) {
    const sentence = this.words[key] ?? key;
    return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
  }

  /** "one" or "many" of a sentence: `key` + ".one" where `count` is 1. */
  count(key, count) {
    return this.say(count === 1 && this.has(`${key}.one`) ? `${key}.one` : key, { count: this.number(count) });
  }

  number(value, digits = 0) {
    return Number(value).toLocaleString(this.locale, { minimumFractionDigits: 0, maximumFractionDigits: digits });
  }

  /** "3,2 s" */
  seconds(value) {
    const shown = Number(value).toLocaleString(this.locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
    return `${shown} s`;
  }

  /** "28-11-2026 09:33" */
  moment(date) {
    return date.toLocaleString(this.locale, { dateStyle: "short", timeStyle: "short" });
  }

  /** "09:33" */
  clock(date) {
    return date.toLocaleTimeString(this.locale, { hour: "2-digit", minute: "2-digit" });
  }

  /** What people call a point, part, bin or sensor of the cell. */
  label(id) {
    const texts = this.labels[id];
    return texts?.[this.language] ?? texts?.en ?? texts?.nl ?? String(id).replaceAll("_", " ");
  }

  colour(name) {
    return this.has(`colour.${name}`) ? this.say(`colour.${name}`) : name;
  }
}
