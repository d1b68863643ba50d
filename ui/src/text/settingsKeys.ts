interface Listed {
  group: string;
  actions: { id: string; name: string; keys: string }[];
}

/**
 * Keys of screens that are not on screen while somebody is in Settings. What a screen registers itself goes before
 * this list; a journey compares the two.
 */
export const catalogue: Listed[] = [];
