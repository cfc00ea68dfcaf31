/** What was measured while a run trained: the measures, the training curves, the targets. */
@NullMarked
package org.longhaul.analysis.record.measure;

import org.jspecify.annotations.NullMarked;
