/**
 * Names that `\p{…}` takes, as Go's regexp/syntax knows them: general categories, their long names, and scripts.
 * Case, spaces, hyphens and underscores don't count. Scripts of several words (Old_Italic) are left out, since Go
 * releases disagree on them: some accept the name with its underscore, newer ones don't find it at all.
 * Source: packages unicode and regexp/syntax of Go 1.26.
 */

const CATEGORIES =
  'C Cc Cf Cn Co Cs L LC Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm So Z Zl Zp Zs';

const CATEGORY_NAMES =
  'Cased_Letter Close_Punctuation Combining_Mark Connector_Punctuation Control Currency_Symbol Dash_Punctuation ' +
  'Decimal_Number Enclosing_Mark Final_Punctuation Format Initial_Punctuation Letter Letter_Number Line_Separator ' +
  'Lowercase_Letter Mark Math_Symbol Modifier_Letter Modifier_Symbol Nonspacing_Mark Number Open_Punctuation Other ' +
  'Other_Letter Other_Number Other_Punctuation Other_Symbol Paragraph_Separator Private_Use Punctuation Separator ' +
  'Space_Separator Spacing_Mark Surrogate Symbol Titlecase_Letter Unassigned Uppercase_Letter cntrl digit punct';

const SCRIPTS =
  'Adlam Ahom Arabic Armenian Avestan Balinese Bamum Batak Bengali Bhaiksuki Bopomofo Brahmi Braille Buginese Buhid ' +
  'Carian Chakma Cham Cherokee Chorasmian Common Coptic Cuneiform Cypriot Cyrillic Deseret Devanagari Dogra Duployan ' +
  'Elbasan Elymaic Ethiopic Georgian Glagolitic Gothic Grantha Greek Gujarati Gurmukhi Han Hangul Hanunoo Hatran ' +
  'Hebrew Hiragana Inherited Javanese Kaithi Kannada Katakana Kawi Kharoshthi Khmer Khojki Khudawadi Lao Latin Lepcha ' +
  'Limbu Lisu Lycian Lydian Mahajani Makasar Malayalam Mandaic Manichaean Marchen Medefaidrin Miao Modi Mongolian Mro ' +
  'Multani Myanmar Nabataean Nandinagari Newa Nko Nushu Ogham Oriya Osage Osmanya Palmyrene Phoenician Rejang Runic ' +
  'Samaritan Saurashtra Sharada Shavian Siddham Sinhala Sogdian Soyombo Sundanese Syriac Tagalog Tagbanwa Takri Tamil ' +
  'Tangsa Tangut Telugu Thaana Thai Tibetan Tifinagh Tirhuta Toto Ugaritic Vai Vithkuqi Wancho Yezidi Yi';

const SPECIAL = 'Any Assigned ASCII';

const fold = (name: string): string => name.replace(/[-_ ]/g, '').toLowerCase();

const KNOWN = new Set(`${CATEGORIES} ${CATEGORY_NAMES} ${SCRIPTS} ${SPECIAL}`.split(' ').map(fold));

/** True where `\p{name}` means something to the server. */
export function isUnicodeClass(name: string): boolean {
  // Only ASCII is folded: a Kelvin sign lower-cases to k here, but is no letter of a class name.
  return /^[-_ A-Za-z]+$/.test(name) && KNOWN.has(fold(name));
}
