/** Networks that ship with the program, each a resource in the native form with its sources in its notes. */
@NullMarked
package org.longhaul.topology.catalogue;

import org.jspecify.annotations.NullMarked;
