/**
 * The network models against measurements of real TCP. May import {@code org.longhaul.topology} and the packages {@code
 * event} and {@code network} of the simulator; their cases lie beside this package as resources.
 */
@NullMarked
package org.longhaul.simulator.validation;

import org.jspecify.annotations.NullMarked;
