export const title = 'Keys';
export const everyAction = 'Every one of these is also in the palette.';
export const singleKeysOff = 'Single letters are switched off in Settings, Keys.';
