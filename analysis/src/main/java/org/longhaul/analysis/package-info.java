/**
 * What a run leaves behind, and what is made of it: records, the store, statistics, claims, tables, figures, the report.
 *
 * <p>The module knows nothing of how a run was made: everything is computed from records, so that it can be made again
 * at any time. The packages below are its rooms; nothing is here.
 */
@NullMarked
package org.longhaul.analysis;

import org.jspecify.annotations.NullMarked;
