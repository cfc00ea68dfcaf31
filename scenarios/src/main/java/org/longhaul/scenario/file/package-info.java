/**
 * From a YAML file to validated records: a tree that knows its lines, a binder that walks it against record components,
 * and the same components turned into documentation and a JSON schema. Knows nothing of scenarios in particular.
 */
@NullMarked
package org.longhaul.scenario.file;

import org.jspecify.annotations.NullMarked;
