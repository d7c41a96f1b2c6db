// Types of the JSON files of a release, made of the schemas beside this file.
// In versions 1.x fields may be added: a program must ignore those that it does not know.

/**
 * The verdict on the link, with its reason; null if the link was never checked.
 */
export type Health = {
  verdict: 'changed' | 'insecure' | 'gone' | 'failing' | 'blocked' | 'moved' | 'ok';
  reason: string;
  since: string;
  confirmed: boolean;
} | null;

/**
 * The JSON files of a release that have a schema.
 */
export interface Release {
  directory: Directory;
  health: HealthFile;
  changes?: Changes;
  manifest: Manifest;
}
/**
 * The file directory.json of a release. There is one way to write it. UTF-8; lines end with LF. The first line has all fields before the lists, and opens the first list; each entry of a list is one line, with a comma at its end but for the last; a list ends with ] at the beginning of a line, on which the next list begins; an empty list is [, LF, ]; the last line is ],"serial":N,"updated_on":"DAY"}. Categories and notices are sorted by slug, all else by id. No white space outside of strings. Fields are in the order of properties here; those named for languages are sorted by code points. Strings are escaped as by JSON.stringify, and <, >, &, U+2028 and U+2029 are written as \u and four lower-case hexadecimal digits.
 */
export interface Directory {
  schema_version: string;
  /**
   * The first day after that of the release (as_of in the manifest) on which something changes by itself, so that a new release is due: another wording takes effect, or a decision on an exit notice or on a release from a danger ends; null when nothing will.
   */
  next_change: string | null;
  publisher: {
    /**
     * A line that says something.
     */
    agency: string;
    /**
     * A line that says something.
     */
    contact?: string;
    /**
     * The address at which the release is served; what is named relative to the release is found there.
     */
    website?: string;
    /**
     * The agency's home page.
     */
    home_url?: string;
    /**
     * The agency's own privacy policy.
     */
    privacy_url?: string;
    /**
     * The agency's accessibility statement.
     */
    accessibility_url?: string;
    /**
     * Where visitors report what is wrong with a link: a page, or mailto:.
     */
    feedback_url?: string;
  };
  /**
   * The languages in which every notice is complete.
   *
   * @minItems 1
   */
  languages: string[];
  /**
   * A BCP 47 language tag.
   */
  default_language: string;
  /**
   * What to say beside a link whose health is confirmed and has one of these verdicts, unless it has released_until: one sentence by language, and under since another one, with {date} for the day of health.since.
   */
  health_words: {
    [k: string]: Names;
  };
  /**
   * What to fill in for name, host and privacy_url where a notice is shown once for several links: by placeholder and by language.
   */
  general_words: {
    host: Names;
    name: Names;
    privacy_url: Names;
  };
  /**
   * How many days before it takes effect a wording of a notice is announced. A shorter period takes effect only after the present one has passed, and is next until then; null when none is to come.
   */
  notice_period: {
    days: number;
    next: {
      days: number;
      effective_from: string;
    } | null;
  };
  /**
   * For a search: groups of words that mean the same, by language.
   */
  synonyms?: {
    [k: string]: string[][];
  };
  /**
   * Ways into the directory by what a visitor needs, in the order in which to show them.
   */
  needs?: Need[];
  /**
   * How the agency's own pages look.
   */
  appearance?: {
    /**
     * One or two colors: that of headings and borders, and that of links.
     *
     * @minItems 1
     * @maxItems 2
     */
    colors?: string[];
    /**
     * A picture that is a file of the release.
     */
    logo?: {
      /**
       * The path of a file of the release.
       */
      file: string;
      sha256: string;
      names: Names;
    };
  };
  /**
   * The path of a file of the release.
   */
  statistics?: string;
  categories: Category[];
  notices: Notice[];
  /**
   * The ids of links that are held back because what they lead to has changed dangerously; links that staff have released from that are among links, with released_until.
   */
  withheld: number[];
  /**
   * The ids of links that were published once and are so no more, each with the day on which it was withdrawn, null when that is not known.
   */
  withdrawn: Tombstone[];
  links: Link[];
  /**
   * 1 for the first release, one more for each that says anything else than the one before.
   */
  serial: number;
  /**
   * The day for which a release with this content was first made.
   */
  updated_on: string;
}
export interface Names {
  /**
   * A line that says something.
   */
  [k: string]: string;
}
/**
 * A need, such as “I lost my job”, and where in the directory help for it is.
 */
export interface Need {
  slug: string;
  names: Names;
  categories?: string[];
  links?: number[];
}
export interface Category {
  slug: string;
  parent: string | null;
  names: Names;
  position: number;
}
export interface Notice {
  slug: string;
  kind: 'disclaimer' | 'exit';
  /**
   * The wording in force; null if the first one is not yet in force. In the texts, {name} and {host} are placeholders for those of the link.
   */
  current: {
    number: number;
    effective_from: string;
    /**
     * Why the wording was not announced the usual days before it takes effect; null when it was.
     */
    exception: string | null;
    /**
     * The period of notice at the announcement; 0 for the first wordings of a directory.
     */
    notice_days: number;
    titles: Titles;
    texts: Texts;
  } | null;
  /**
   * Wordings that are announced and not yet in force.
   */
  upcoming: {
    number: number;
    announced_on: string;
    effective_from: string;
    /**
     * Why the wording was not announced the usual days before it takes effect; null when it was.
     */
    exception: string | null;
    /**
     * The period of notice at the announcement; 0 for the first wordings of a directory.
     */
    notice_days: number;
    titles: Titles;
    texts: Texts;
  }[];
}
/**
 * What a notice is called, by language. A wording is cited by the slug of the notice and its number.
 */
export interface Titles {
  /**
   * A line that says something.
   */
  [k: string]: string;
}
export interface Texts {
  /**
   * As a line, but line feeds are allowed.
   */
  [k: string]: string;
}
export interface Tombstone {
  id: number;
  on: string | null;
}
export interface Link {
  id: number;
  url: string;
  host: string;
  /**
   * A line that says something.
   */
  host_shown: string;
  /**
   * The attributes of the HTML anchor that leads to url; empty ones are left out.
   */
  anchor: {
    rel: '' | 'external noopener noreferrer';
    referrerpolicy: '' | 'no-referrer';
  };
  /**
   * The destination's own privacy policy; null when none was found.
   */
  privacy_url: null | string;
  /**
   * The day on which the link was published.
   */
  listed_on: string | null;
  names: Names;
  descriptions: Texts;
  /**
   * The slug of a category; null while the link is not sorted in.
   */
  category: string | null;
  operator: {
    /**
     * One line: no control characters, no marks that reorder what is read, no invisible tags.
     */
    name: string;
    class:
      | 'federal'
      | 'state'
      | 'local'
      | 'tribal'
      | 'government'
      | 'education'
      | 'nonprofit'
      | 'private'
      | 'unknown';
    basis: 'curator' | 'imported' | 'registry' | 'domain' | 'default';
  };
  /**
   * ISO 3166 codes; empty means everywhere.
   */
  service_areas: string[];
  /**
   * The languages of the destination; empty means not known.
   */
  languages: string[];
  audiences: (
    | 'everyone'
    | 'veterans'
    | 'military_families'
    | 'youth'
    | 'students'
    | 'older_workers'
    | 'people_with_disabilities'
    | 'justice_involved'
    | 'immigrants_and_refugees'
    | 'laid_off_workers'
    | 'native_americans'
    | 'farmworkers'
    | 'women'
    | 'employers'
  )[];
  cost: 'free' | 'free_and_paid' | 'paid' | null;
  account_needed: boolean | null;
  how_to_apply:
    | 'direct_to_employer'
    | 'placement_agency'
    | 'agency_referral'
    | 'on_site_form'
    | 'aggregator'
    | null;
  exit_notice: {
    due: boolean;
    /**
     * The slug of the notice; null when none is due.
     */
    notice: string | null;
    /**
     * A line that says something.
     */
    rule: string;
    /**
     * How the notice is shown: inline, beside the link, which leads straight to the destination, or on an exit page before it. Null when no notice is due.
     */
    show: 'inline' | 'page' | null;
    /**
     * Where in the release the exit page is, in the default language; in another one it is in a folder below that, named for the language. Null when the notice is shown inline, or none is due.
     */
    page: string | null;
  };
  /**
   * Slugs of notices, in the order in which to show them.
   */
  disclaimers: string[];
  health: Health;
  /**
   * The last day on which the link is shown although its health has a reason for which links are withheld: the agency has decided that it can be shown. On or after the day of the release, and at most 366 days after it. Null for all other links.
   */
  released_until: string | null;
  keywords?: Keywords;
}
/**
 * Words by which a link is found, besides those of its names and description; by language.
 */
export interface Keywords {
  /**
   * @minItems 1
   */
  [k: string]: string[];
}
/**
 * The file health.json of a release: the one that changes with each check. It contains the links of directory.json, in the same order, one per line.
 */
export interface HealthFile {
  schema_version: string;
  /**
   * 1 for the first release, one more for each that says anything else than the one before.
   */
  serial: number;
  links: Checked[];
}
export interface Checked {
  id: number;
  health: Health;
  /**
   * The moment of the last check, in UTC; null when it was never checked.
   */
  checked_at: string | null;
}
/**
 * The file changes-N.json of release N. To apply it to the directory.json of release N-1, whose SHA-256 is from.sha256: take header in place of the old one; from each list remove the entries whose key is in remove; replace the entry that has the key of an entry of put by that entry, or add it; sort by key; write as the description of directory.schema.json says, with to.serial as serial and to.updated_on as updated_on. The result has the SHA-256 to.sha256. The key of categories and notices is slug, that of links and withdrawn id; a withheld id is its own key.
 */
export interface Changes {
  schema_version: string;
  from: State;
  to: NewState;
  /**
   * All of directory.json but its lists and what follows them; that is in to.
   */
  header: {
    [k: string]: unknown;
  };
  categories: {
    put: Category[];
    remove: string[];
  };
  notices: {
    put: Notice[];
    remove: string[];
  };
  withheld: {
    put: number[];
    remove: number[];
  };
  withdrawn: {
    put: Tombstone[];
    remove: number[];
  };
  links: {
    put: Link[];
    remove: number[];
  };
}
export interface State {
  /**
   * 1 for the first release, one more for each that says anything else than the one before.
   */
  serial: number;
  sha256: string;
}
export interface NewState {
  /**
   * 1 for the first release, one more for each that says anything else than the one before.
   */
  serial: number;
  sha256: string;
  updated_on: string;
}
/**
 * The file manifest.json of a release: what the release consists of, and what came before it. The only file that tells when the release was made.
 */
export interface Manifest {
  schema_version: string;
  generator: {
    name: 'jobbank';
    version: string;
  };
  /**
   * In UTC, to the second.
   */
  created_at: string;
  /**
   * The moment, in UTC, after which the release counts as stale: by then the agency makes or renews one.
   */
  expires: string;
  /**
   * The day for which the notices were chosen.
   */
  as_of: string;
  /**
   * The serial of the directory.
   */
  serial: number;
  /**
   * Every file of the release but this one and its signature, sorted by name.
   */
  files: {
    name: string;
    sha256: string;
    bytes: number;
    /**
     * How many links the file contains.
     */
    count?: number;
  }[];
  /**
   * The digest of the manifest of the release that this one replaces; null when there was none.
   */
  previous: null | string;
  /**
   * The hash of the last audit entry of the catalog.
   */
  audit_head: string;
  /**
   * The serial of the earlier release whose content this one brings back; left out of others.
   */
  restores?: number;
}
