/** {@code longhaul wire}: its subcommands, one class each. */
@NullMarked
package org.longhaul.wire.command;

import org.jspecify.annotations.NullMarked;
