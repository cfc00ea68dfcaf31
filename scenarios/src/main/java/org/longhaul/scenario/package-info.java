@NullMarked
package org.longhaul.scenario;

import org.jspecify.annotations.NullMarked;
