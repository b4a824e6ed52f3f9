"""Pages about those who give: funders, contributors, people with an idea, companies with a grant."""
