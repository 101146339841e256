declare const brand: unique symbol;

/** A value that has passed a parser: a plain string or object cannot be handed over in its place. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
