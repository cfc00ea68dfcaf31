/**
 * A run on disk: its directory, what is written when, and how it goes on after being stopped at any moment.
 */
@NullMarked
package org.longhaul.scenario.run;

import org.jspecify.annotations.NullMarked;
