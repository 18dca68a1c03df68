// What a package is made of, for machines: a CycloneDX document. It is made of the same list as NOTICES.txt.
import { Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';

const purl = ({ kind, name, version }) => {
  const path = name.split('/').map(encodeURIComponent).join('/');
  return `pkg:${kind}/${path}@${encodeURIComponent(version.replace(/^go(?=\d)/, ''))}`;
};

/**
 * The document as JSON. The same parts make the same text: it has no number of its own, and its time is that of the source.
 * @param {{id: string, version: string, author: string, seconds: number, parts: import('./notices').Shipped[]}} plugin
 */
export function billOfMaterials({ id, version, author, seconds, parts }) {
  const bom = new Models.Bom();
  bom.metadata.timestamp = new Date(seconds * 1000);
  const plugin = new Models.Component(Enums.ComponentType.Application, id, {
    version,
    bomRef: id,
    supplier: new Models.OrganizationalEntity({ name: author }),
  });
  plugin.licenses.add(new Models.SpdxLicense('Apache-2.0'));
  bom.metadata.component = plugin;
  for (const part of parts) {
    const component = new Models.Component(Enums.ComponentType.Library, part.name, {
      version: part.version,
      purl: purl(part),
      bomRef: purl(part),
    });
    if (part.license !== '') {
      component.licenses.add(new Models.LicenseExpression(part.license));
    }
    bom.components.add(component);
    plugin.dependencies.add(component.bomRef);
  }
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
}
