/** Bounds for text that anybody may have written. */

/** Kubernetes' own limit of a request body. */
export const documentBytesMax = 3 * 1024 * 1024;
export const fileBytesMax = 10 * 1024 * 1024;
export const documentsMax = 10_000;
/** Lists are expanded into their items. */
export const objectsMax = 100_000;
export const nestingMax = 100;
/** A document of 3 MiB written by people has a tenth of that. */
export const documentTokensMax = 500_000;
export const fileTokensMax = 2_000_000;
/** Punctuation without anything between: nobody writes that, and the parser would report each of them. */
export const punctuationRunMax = 1000;
/** Values of a document once its anchors are expanded. */
export const expandedNodesMax = 500_000;
export const aliasesMax = 10_000;
export const errorsMax = 100;
