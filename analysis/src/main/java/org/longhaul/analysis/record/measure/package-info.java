/**
 * What was measured while a run trained: the measures, the training curves, the targets.
 *
 * <p>A run lists its measures ({@link org.longhaul.analysis.record.measure.Measures}); everything else names them by id and
 * asks them for their unit and for the better direction. No class behind this package knows what a loss is.
 */
@NullMarked
package org.longhaul.analysis.record.measure;

import org.jspecify.annotations.NullMarked;
