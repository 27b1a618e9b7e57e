"""政府信息公开工作年度报告 (《政府信息公开条例》 articles 49 and 50): forms, rules, readings, claims of its text."""
