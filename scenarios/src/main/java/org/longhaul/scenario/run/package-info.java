/**
 * A run on disk: its directory, what is written when, and how it goes on after being stopped at any moment.
 *
 * <p>A package of its own so that one place decides what survives a crash. The engine writes through it, commands read
 * through it. Imports traces and records; no engine.
 */
@NullMarked
package org.longhaul.scenario.run;

import org.jspecify.annotations.NullMarked;
