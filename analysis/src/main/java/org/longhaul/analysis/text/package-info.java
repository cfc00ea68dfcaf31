/** Text for people: quantities with units, tables for the terminal. */
@NullMarked
package org.longhaul.analysis.text;

import org.jspecify.annotations.NullMarked;
