/**
 * From a YAML file to validated records: a tree that knows its lines, a binder that walks it against record components,
 * and the same components turned into documentation and a JSON schema.
 *
 * <p>A package of its own because it knows nothing of scenarios: claims and tests bind files by it too. For all of {@code
 * scenario}. Imports extensions and units alone.
 */
@NullMarked
package org.longhaul.scenario.file;

import org.jspecify.annotations.NullMarked;
