@NullMarked
package org.longhaul.analysis;

import org.jspecify.annotations.NullMarked;
