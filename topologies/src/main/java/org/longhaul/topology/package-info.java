@NullMarked
package org.longhaul.topology;

import org.jspecify.annotations.NullMarked;
