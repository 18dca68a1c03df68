import { Button, Dropdown, Menu, Stack, Text } from '@grafana/ui';
import { t } from '../../i18n';
import { FieldLine } from '../fields/FieldLine';
import { LongButton } from '../layout/LongButton';
import { type Recipe, recipes, recipeTexts } from './recipes';

interface Props {
  onPick: (recipe: Recipe) => void;
}

/** The starting points as a menu, beside a query that there is already. */
export function RecipeMenu({ onPick }: Props) {
  const menu = (
    <Menu ariaLabel={t('editor.recipes.title', 'Recipes')}>
      {recipes.map((recipe) => (
        <Menu.Item
          key={recipe.id}
          label={recipeTexts(recipe).question}
          description={recipeTexts(recipe).answer}
          onClick={() => onPick(recipe)}
        />
      ))}
    </Menu>
  );
  return (
    <FieldLine>
      <Dropdown overlay={menu} placement="bottom-end">
        <Button type="button" variant="secondary" icon="angle-down" iconPlacement="right">
          {t('editor.recipes.title', 'Recipes')}
        </Button>
      </Dropdown>
    </FieldLine>
  );
}

/** The starting points side by side, for a query that is still empty. */
export function RecipeList({ onPick }: Props) {
  return (
    <Stack direction="column" gap={1}>
      <Text color="secondary" variant="bodySmall">
        {t('editor.recipes.start', 'Or start from a question:')}
      </Text>
      <Stack direction="row" gap={1} wrap="wrap">
        {recipes.map((recipe) => (
          <LongButton
            key={recipe.id}
            type="button"
            variant="secondary"
            tooltip={recipeTexts(recipe).answer}
            onClick={() => onPick(recipe)}
          >
            {recipeTexts(recipe).question}
          </LongButton>
        ))}
      </Stack>
    </Stack>
  );
}
