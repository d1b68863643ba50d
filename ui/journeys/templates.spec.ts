import type { Page } from '@playwright/test';
import { accessible, expect, tabTo, test } from './desk';

const words = (page: Page) => page.getByRole('textbox', { name: 'Words' });
const audience = (page: Page) => page.getByRole('combobox', { name: 'Audience' });
const messages = (page: Page) => page.getByRole('region', { name: 'Messages' });
const draft = (page: Page) => page.getByRole('textbox', { name: 'Text for Employees' });
/** A document of its own, in a frame that runs nothing. */
const preview = (page: Page) =>
  page.getByRole('complementary', { name: 'Preview' }).frameLocator('iframe').locator('body');

for (const colorScheme of ['light', 'dark'] as const)
  test(`the words that somebody writes in Settings by keys are those an update begins with (${colorScheme})`, async ({
    desk,
    page
  }) => {
    await page.emulateMedia({ colorScheme });
    await desk.call('edit', { edit: { type: 'name_service', service: null, name: 'Checkout' } });
    const { services } = await desk.call('book', {});
    const { incident } = await desk.declare({
      title: 'Cards are declined',
      severity: 'major',
      services: services.map((service) => service.id)
    });

    // By the search of Settings to the words for employees.
    await desk.open(page, '#/settings');
    await tabTo(page, page.getByLabel('Search settings'));
    await page.keyboard.type('announcement');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: 'Updates', level: 2 })).toBeVisible();
    await tabTo(page, audience(page));
    await page.keyboard.press('Enter');
    await page.keyboard.type('Empl');
    await page.keyboard.press('Enter');
    await expect(audience(page)).toContainText('Employees');
    await expect(words(page)).toHaveValue(/answer nobody outside on your own/);
    const shipped = await words(page).inputValue();
    await accessible(page);

    await tabTo(page, words(page));
    await page.keyboard.press('Control+a');
    await page.keyboard.type('Something is wrong with {services}. Ask in the war room, not by phone.');
    await page.keyboard.press('Control+Enter');
    await expect(messages(page)).toContainText('Words for Employees, Investigating changed');
    await expect(page.getByText('Written here.')).toBeVisible();
    await accessible(page);

    await desk.open(page, `#/incident/${incident}/comms?to=employees`);
    await expect(draft(page)).toHaveValue(/^Something is wrong with \{services\}\. Ask in the war room/);
    await expect(preview(page)).toContainText('Something is wrong with Checkout. Ask in the war room, not by phone.');
    await accessible(page);

    // Whoever thinks better of it has the shipped words again, and so has the next update.
    await desk.open(page, '#/settings/updates');
    await tabTo(page, audience(page));
    await page.keyboard.press('Enter');
    await page.keyboard.type('Empl');
    await page.keyboard.press('Enter');
    await tabTo(page, page.getByRole('button', { name: 'Use the shipped words again' }));
    await page.keyboard.press('Enter');
    await expect(words(page)).toHaveValue(shipped);
    await desk.open(page, `#/incident/${incident}/comms?to=employees`);
    await expect(draft(page)).toHaveValue(/answer nobody outside on your own/);
    await expect(draft(page)).not.toHaveValue(/Something is wrong/);
  });
