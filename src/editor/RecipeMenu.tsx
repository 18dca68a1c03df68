import { Button, Dropdown, Menu, Stack, Text } from '@grafana/ui';
import { FieldLine } from './FieldLine';
import { type Recipe, recipes } from './recipes';

interface Props {
  onPick: (recipe: Recipe) => void;
}

/** The starting points as a menu, beside a query that there is already. */
export function RecipeMenu({ onPick }: Props) {
  const menu = (
    <Menu ariaLabel="Recipes">
      {recipes.map((recipe) => (
        <Menu.Item
          key={recipe.question}
          label={recipe.question}
          description={recipe.answer}
          onClick={() => onPick(recipe)}
        />
      ))}
    </Menu>
  );
  return (
    <FieldLine>
      <Dropdown overlay={menu} placement="bottom-end">
        <Button type="button" variant="secondary" icon="angle-down" iconPlacement="right">
          Recipes
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
        Or start from a question:
      </Text>
      <Stack direction="row" gap={1} wrap="wrap">
        {recipes.map((recipe) => (
          <Button
            key={recipe.question}
            type="button"
            variant="secondary"
            size="sm"
            tooltip={recipe.answer}
            onClick={() => onPick(recipe)}
          >
            {recipe.question}
          </Button>
        ))}
      </Stack>
    </Stack>
  );
}
