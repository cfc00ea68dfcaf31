/**
 * {@code longhaul claims}: the catalogue of what papers claim, its table, its page and its verdicts on record.
 *
 * <p>Apart from the other commands because the claims themselves ({@code scenario.claim}) are judged without a command
 * line, in tests too. For {@code scenario.command}. Imports {@code scenario.claim} and {@code command.shared}.
 */
@NullMarked
package org.longhaul.scenario.command.claim;

import org.jspecify.annotations.NullMarked;
