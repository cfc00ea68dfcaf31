/**
 * The network models against measurements of real TCP and of real collectives; the measurements lie beside this package as
 * resources.
 *
 * <p>In the program and not among the tests, so that {@code network validate} shows them and every answer can say what was
 * measured near it. For {@code explain}, the engine's planner and that command. Imports the models.
 */
@NullMarked
package org.longhaul.simulator.validation;

import org.jspecify.annotations.NullMarked;
