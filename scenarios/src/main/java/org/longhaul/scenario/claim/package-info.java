/**
 * What papers claim, as data: a file of claims for each paper, how each is computed, and the verdict that follows. A claim is
 * judged by the expressions that scenarios use, over runs of the shipped methods and formulas of papers.
 */
@NullMarked
package org.longhaul.scenario.claim;

import org.jspecify.annotations.NullMarked;
