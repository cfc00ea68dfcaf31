@NullMarked
package org.longhaul.training;

import org.jspecify.annotations.NullMarked;
