/** {@code longhaul claims}: the catalogue of what papers claim, its table, its page and its verdicts on record. */
@NullMarked
package org.longhaul.scenario.command.claim;

import org.jspecify.annotations.NullMarked;
