/**
 * A window of a run's time line, as it stands in the record: spans of workers, exchanges, and the steps that it shows.
 *
 * <p>A package of its own because it is what is kept of a second simulation, of a few steps alone. Filled by the engine,
 * read by {@code analysis.timeline}. Imports nothing of the module.
 */
@NullMarked
package org.longhaul.analysis.record.timeline;

import org.jspecify.annotations.NullMarked;
