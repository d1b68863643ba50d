import { expect, it } from 'vitest';
import { literally } from './literally';

it('keeps every sign of what a person typed', () => expect(literally('{EU} [see 1]')).toBe('{{EU} [[see 1]'));
