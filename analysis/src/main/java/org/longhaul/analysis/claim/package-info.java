/** Claims about a run's figures that a program or a build can check. */
@NullMarked
package org.longhaul.analysis.claim;

import org.jspecify.annotations.NullMarked;
