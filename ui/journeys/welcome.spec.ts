import { accessible, expect, test } from './hub';

/** Where pictures go, for whoever wants to look at them. */
const pictures = process.env['ALLCLEAR_PICTURES'];

test.use({ introduced: false, timezoneId: 'Europe/Berlin' });

test.describe('on a laptop without a keychain', () => {
  test.use({ keyInFile: false });

  test('a passphrase locks the key before anything is written, by keyboard', async ({ page, desk }) => {
    await page.goto(desk.address);
    const first = page.getByLabel('Passphrase', { exact: true });
    await expect(first).toBeFocused();
    for (const [scheme, width] of [
      ['light', 1440],
      ['dark', 1440],
      ['light', 560]
    ] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme: scheme });
      await accessible(page);
      if (pictures) await page.screenshot({ path: `${pictures}/lock-${scheme}-${width}.png` });
    }
    const lock = page.getByRole('button', { name: /^Lock the key/ });
    await page.keyboard.type('short');
    await page.keyboard.press('Tab');
    await page.keyboard.type('shor');
    await expect(lock).toBeDisabled();
    await page.keyboard.type('t');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('alert')).toContainText('10');
    await first.fill('seven owls on a quiet roof');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('seven owls on a quiet roof');
    await page.keyboard.press('Enter');
    await expect(page.getByLabel('Your name')).toBeFocused();
    // What was said of an open key at the start is true no more, also not after the next.
    await page.getByLabel('Your name').press('Enter');
    await expect(page.getByRole('heading', { name: 'No active incidents' })).toBeVisible();
    await page.goto(`${new URL(page.url()).origin}/#/settings/data`);
    await expect(page.getByText('lies in a file that your passphrase opens')).toBeVisible();
    await page.reload();
    await expect(page.getByText(/no keychain/)).toBeHidden();
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`the printed address greets whoever is new (${colorScheme})`, async ({ page, desk }) => {
      await page.emulateMedia({ colorScheme });
      await page.goto(desk.address);
      // Whoever wants no passphrase says so.
      await page.getByRole('button', { name: 'Go on without a passphrase' }).press('Enter');
      await expect(page.getByLabel('Your name')).toBeFocused();
      expect(page.url(), 'the token does not stay in the address').not.toContain('token');
      await expect(page.getByText(/no keychain/)).toBeVisible();
      await accessible(page);

      await page.getByLabel('Your name').fill('Ana Sá');
      await page.getByLabel('Workspace').fill('Ardent');
      await page.getByRole('button', { name: /^Time zone/ }).click();
      await page.keyboard.type('sao paulo');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('button', { name: 'Time zone beside UTC: America/Sao_Paulo' })).toBeVisible();
      await page.getByLabel('Your name').press('Enter');
      await expect(page.getByRole('heading', { name: 'No active incidents' })).toBeVisible();
      await expect(page.getByRole('navigation').getByText('Ardent')).toBeVisible();
      await expect(page.getByText(/in Sao Paulo/)).toBeVisible();

      // What was read a moment ago is said again only at the next start, until it is put away.
      await expect(page.getByText(/no keychain/)).toBeHidden();
      await page.reload();
      await expect(page.getByText(/no keychain/)).toBeVisible();
      await page.getByRole('button', { name: 'Got it' }).click();
      await page.reload();
      await expect(page.getByRole('heading', { name: 'No active incidents' })).toBeVisible();
      await expect(page.getByText(/no keychain/)).toBeHidden();
    });
  }
});

test('whoever is in a hurry passes over it, once', async ({ page, desk }) => {
  await page.goto(desk.address);
  await expect(page.getByLabel('Your name')).toBeVisible();
  await expect(page.getByText(/no keychain/), 'the file was asked for').toBeHidden();
  await page.getByRole('button', { name: 'Skip to the board' }).click();
  await expect(page.getByRole('heading', { name: 'No active incidents' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'No active incidents' })).toBeVisible();
});

test('a name that says nothing is refused with a sentence', async ({ page, desk }) => {
  await page.goto(desk.address);
  await page.getByLabel('Your name').fill('   ');
  await page.getByRole('button', { name: 'Start' }).click();
  await expect(page.getByRole('alert')).toContainText(/name/i);
  await expect(page.getByLabel('Your name')).toBeVisible();
});

test('whose team is here already joins it in the place of beginning alone', async ({ page, desk, hub }) => {
  const link = await hub.found('Lighthouse');
  await page.goto(desk.address);
  await page.getByLabel('Your name').fill('Jonas Weber');
  await page.getByRole('button', { name: 'Join your team’s workspace…' }).click();
  await expect(page.getByLabel('Invitation')).toBeFocused();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await accessible(page);
  }
  await page.keyboard.type('allclear://join?hub=http://hub.example.org&code=abc');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('not reached over https');
  await page.getByRole('button', { name: 'Back' }).click();
  await expect(page.getByLabel('Your name')).toHaveValue('Jonas Weber');
  await page.getByRole('button', { name: 'Join your team’s workspace…' }).click();

  await page.getByLabel('Invitation').fill(link);
  await page.keyboard.press('Enter');
  const rail = page.getByRole('navigation', { name: 'Main' });
  await expect(rail).toContainText('Lighthouse');
  await expect(rail.getByRole('button', { name: 'Synced' })).toBeVisible();
  await page.goto(`${new URL(page.url()).origin}/#/settings/people`);
  await expect(page.getByRole('button', { name: /Jonas Weber/ })).toContainText('You');
});
