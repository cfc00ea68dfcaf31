@NullMarked
package org.longhaul.simulator;

import org.jspecify.annotations.NullMarked;
